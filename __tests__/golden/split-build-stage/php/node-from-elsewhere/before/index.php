<?php
require "vendor/autoload.php";
echo "high";
