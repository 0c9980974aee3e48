"""Select and write the flow for the command `prisma`."""
