<?php
namespace Tides;
class Gauge {}
