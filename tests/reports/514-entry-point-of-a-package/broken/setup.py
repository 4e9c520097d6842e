from setuptools import setup

setup(name="x", packages=["my_package"])
