"""What a meeting becomes on paper: packs, agendas, lists, badges."""
