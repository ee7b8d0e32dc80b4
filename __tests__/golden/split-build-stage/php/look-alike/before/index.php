<?php
echo "high";
