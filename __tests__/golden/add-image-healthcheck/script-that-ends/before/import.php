<?php echo "done";
