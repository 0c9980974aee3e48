"""Read formats of tagged lines: Web of Science, RefWorks, Cochrane."""
