import os

os.makedirs("/srv/app/spool", exist_ok=True)
