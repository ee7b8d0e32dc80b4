package main

import (
	"os"
)

func main() {
	app.Run(os.Args)
}
