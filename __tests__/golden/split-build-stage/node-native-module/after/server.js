require("sharp")
