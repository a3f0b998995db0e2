"""What a person has chosen and wants to keep, stage, share or launch with."""
