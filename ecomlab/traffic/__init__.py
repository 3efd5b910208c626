"""Traffic (流量): who comes, from where, and what did it cost?"""
