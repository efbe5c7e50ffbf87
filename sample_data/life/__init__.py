"""The invented life of Tom and Ingrid: how its chat, notes, training and labels are told."""
