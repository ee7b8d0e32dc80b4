<?php
namespace Tides;
class Version { public static function now() { return exec("git describe"); } }
