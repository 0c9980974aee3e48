"""Report: PRISMA flow, search appendix, versions, releases, source evaluation."""
