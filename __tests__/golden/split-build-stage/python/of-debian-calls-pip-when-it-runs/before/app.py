import subprocess

subprocess.run(['pip3', 'list'])
