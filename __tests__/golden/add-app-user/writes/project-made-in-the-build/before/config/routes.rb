Rails.application.routes.draw do
  root "posts#index"
end
