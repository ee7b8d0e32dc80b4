package main

import "os/exec"

func main() {
	exec.Command("git", "clone", "https://example.com/tides.git").Run()
}
