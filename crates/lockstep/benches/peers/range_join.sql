-- One range self-join: pairs of accounts by the distinct objects they share within the window.
SELECT one.account AS source, other.account AS target, count(DISTINCT one.object) AS weight
FROM posts AS one JOIN posts AS other
  ON one.object = other.object
 AND one.account < other.account
 AND other.time BETWEEN one.time - INTERVAL 60 SECOND AND one.time + INTERVAL 60 SECOND
GROUP BY ALL
HAVING weight >= 2
