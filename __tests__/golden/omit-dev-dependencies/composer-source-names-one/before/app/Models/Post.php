<?php

namespace App\Models;

use Faker\Factory;
use Illuminate\Database\Eloquent\Model;

class Post extends Model {}
