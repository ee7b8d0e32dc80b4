from setuptools import Extension, setup

setup(
    name='meter',
    version='1.0',
    py_modules=[],
    ext_modules=[Extension('meter', ['meter.c'], libraries=['z'])],
)
