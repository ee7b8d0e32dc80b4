defmodule Tides.MixProject do
  use Mix.Project

  def project do
    [app: :tides, version: "0.1.0", elixir: "~> 1.17", deps: [{:bandit, "~> 1.5"}]]
  end
end
