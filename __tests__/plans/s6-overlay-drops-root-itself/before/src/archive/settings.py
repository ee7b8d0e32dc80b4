import os

SECRET_KEY = os.environ["ARCHIVE_SECRET_KEY"]
