"""The demonstration: five real offices rebuilt from the facts their printed reports state, and one invented one."""
