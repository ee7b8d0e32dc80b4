from setuptools import setup
setup(name="serve", install_requires=["netifaces"])
