require 'bullet'
Bullet.enable = true
