// Package sqlite asks the C library what it is.
package sqlite

// #cgo LDFLAGS: -lsqlite3
// #include <sqlite3.h>
import "C"

import "strings"

// Major gives the first number of the version.
func Major() string {
	major, _, _ := strings.Cut(C.GoString(C.sqlite3_libversion()), ".")
	return major
}
