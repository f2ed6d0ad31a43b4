"""The rules of training that hold on paper: who may come, who has a seat, who attended, what money may be spent."""
