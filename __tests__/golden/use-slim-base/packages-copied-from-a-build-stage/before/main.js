require("pg-native")
