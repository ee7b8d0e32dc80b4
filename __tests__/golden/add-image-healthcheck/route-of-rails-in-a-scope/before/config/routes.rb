Rails.application.routes.draw do
  scope "/shop" do
    get "up" => "rails/health#show", as: :rails_health_check
  end
end
