package main

/*
#cgo LDFLAGS: -lzed
#include <zed.h>
*/
import "C"

func main() {
	C.zed_ctx_new()
}
