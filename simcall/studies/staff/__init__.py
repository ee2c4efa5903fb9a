"""How many people each hour needs: a search that starts from Erlang A and is decided by simulation."""
