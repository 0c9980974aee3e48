"""The commands, a module each. They import what they need only when they run, so that their help stays quick."""
