<?php
move_uploaded_file($_FILES['picture']['tmp_name'], 'uploads/' . basename($_FILES['picture']['name']));
