<?php

namespace App\Models;

use App\Faker\Names;
use Illuminate\Database\Eloquent\Model;

class Post extends Model {}
