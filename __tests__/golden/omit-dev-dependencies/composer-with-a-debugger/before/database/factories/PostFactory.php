<?php

namespace Database\Factories;

use Faker\Generator;
