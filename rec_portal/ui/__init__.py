"""What every page shares: error pages, template tags, form rendering, health. No rule of the Council stands here."""
