"""The harness itself is registered once, by its entry point; this names what its own tests need besides."""

pytest_plugins = ["pytester"]
