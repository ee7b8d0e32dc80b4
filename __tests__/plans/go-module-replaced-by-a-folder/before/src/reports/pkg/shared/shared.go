package shared

func Greeting() string { return "reports" }
