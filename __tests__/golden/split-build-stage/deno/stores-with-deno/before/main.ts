localStorage.setItem("tide", "high");
