Bullet.enable = true if defined?(Bullet)
