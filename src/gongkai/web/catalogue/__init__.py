"""The standard catalogue of grassroots disclosure (基层政务公开标准目录) of an office."""
