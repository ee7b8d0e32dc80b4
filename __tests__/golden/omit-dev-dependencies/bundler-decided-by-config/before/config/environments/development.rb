Rails.application.configure do
  Bullet.enable = true
end
