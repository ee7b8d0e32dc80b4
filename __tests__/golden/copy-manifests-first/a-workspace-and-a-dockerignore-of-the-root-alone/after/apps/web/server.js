require("@tides/moon");
