package shared

func Name() string { return "web" }
