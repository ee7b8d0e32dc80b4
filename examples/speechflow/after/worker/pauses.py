"""Finds the pauses of a recording with ffmpeg's silencedetect."""
import re
import subprocess

LOUDNESS = "-35dB"
SHORTEST = 0.6  # seconds; less is breathing

START = re.compile(r"silence_start: (-?[\d.]+)")
END = re.compile(r"silence_end: ([\d.]+)")
TIME = re.compile(r"Duration: (\d+):(\d+):([\d.]+)")


def measure(path):
    """Gives the length in seconds and the pauses as (start, end)."""
    command = ["ffmpeg", "-hide_banner", "-i", path, "-af", f"silencedetect=noise={LOUDNESS}:d={SHORTEST}", "-f", "null", "-"]
    log = subprocess.run(command, check=True, capture_output=True, text=True, timeout=600).stderr
    hours, minutes, rest = TIME.search(log).groups()
    seconds = int(hours) * 3600 + int(minutes) * 60 + float(rest)
    starts = [max(0.0, float(found)) for found in START.findall(log)]
    ends = [float(found) for found in END.findall(log)]
    if len(ends) < len(starts):  # silent to the very end
        ends.append(seconds)
    return seconds, list(zip(starts, ends))
