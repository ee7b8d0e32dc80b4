import subprocess
v = subprocess.check_output(["git", "rev-parse", "HEAD"])
