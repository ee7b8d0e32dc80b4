import subprocess

print(subprocess.run(["pip", "list"], capture_output=True).stdout)
