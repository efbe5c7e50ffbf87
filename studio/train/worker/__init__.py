"""What runs in child processes, with MLX: started with `python -m`, imported by nobody else."""
