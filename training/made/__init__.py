"""Made documents: office papers of many kinds in seven languages, with questions whose answers are known exactly."""
