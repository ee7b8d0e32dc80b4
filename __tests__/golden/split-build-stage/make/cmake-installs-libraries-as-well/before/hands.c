int hands;
