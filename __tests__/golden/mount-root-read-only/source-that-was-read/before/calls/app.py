import subprocess
subprocess.run(['convert', 'a', 'b'])
