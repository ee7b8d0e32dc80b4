module example.com/tides

require golang.org/x/text v0.3.0
