from setuptools import Extension, setup

setup(
    name="shop",
    packages=["shop"],
    ext_modules=[Extension("shop.fast", ["shop/fast.c"])],
    entry_points={"console_scripts": ["shop=shop.main:main"]},
)
