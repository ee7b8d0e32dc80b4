package tides

import (
	"testing"
	"time"
)

func TestNextHighIsAfterNow(t *testing.T) {
	first := time.Date(2024, 1, 1, 3, 41, 0, 0, time.UTC)
	harbour := Harbour{FirstHigh: first}
	now := first.Add(30 * time.Hour)
	next := harbour.NextHigh(now)
	if !next.After(now) || next.Sub(now) > period {
		t.Fatalf("next high water of %s is %s", now, next)
	}
}
