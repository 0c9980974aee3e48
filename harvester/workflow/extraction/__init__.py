"""Extract data: form, template, import of tables, answers, summary."""
