"""The PRISMA-S appendix: every search as run, and the checklist of PRISMA-S."""
