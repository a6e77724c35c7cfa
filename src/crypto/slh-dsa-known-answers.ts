import type { SlhDsaName } from './signature.ts';

/** Private keys with their public ones at the end, which NIST published, in base64: ACVP set SLH-DSA-keyGen-FIPS205, server release 1.1.0.43. */
export const slhDsaKnownKeys: Readonly<Record<SlhDsaName, string>> = {
  // ACVP test case 1.
  'SLH-DSA-SHA2-128s': 'Fz0EyTjBw2vyicPAItBLFGOuI8QapUbaWJd0rCC3RcQNeUd3kUyZdmgn8PCcqXK+AWLBAhnUIq26E1nmqmUpnA==',
  // ACVP test case 11.
  'SLH-DSA-SHAKE-128s': 'wVGVHzgRApI5t0rdJMUGr90wNj4Vbm/pNuxu0CMf61xSn/6GIA0fMsK2DQzZCfGQB2H5tyevpyS0ciMBa7Wyug==',
  // ACVP test case 21.
  'SLH-DSA-SHA2-128f': 'xCvLO1pvMx9czomSU8bZ4p/yt+rXoEurF5TbjMZZw7SoaPG9XevBLUyfrWaqvQqUtUbfJHvkxFfz1GfN/Pq9OQ==',
  // ACVP test case 31.
  'SLH-DSA-SHAKE-128f': 'OVarORtNIvyQevB0AybQYasOsgZDbyuG6+CG13c5s+RWUFwin05/prIBcUx9zJ2jZlePHyTD/jccl8FM4Oec3A==',
  // ACVP test case 41.
  'SLH-DSA-SHA2-192s':
    'BAJmUpwYZAiJJVBsIKYkorbVDNd8HG8NKEEVCugVdRLvNKND/+p3/32egUtFqLQUZEYmZfQgKIYgao9jImcYbKahytCKK5qGLGp7xKxKqoSszvYNUp8DESdPIF6NpkLJ',
  // ACVP test case 51.
  'SLH-DSA-SHAKE-192s':
    'hzJiGGDppuGIe+VfevaSuY60wQslmflK1cydZHDYshE2FY6LFxDx++A+ztN+1KxoU/xk1G1+FlPruzbtX7wSxufO88t1ZILIxiBFLoZOhJfhs4p7BESSGazZ5Dk/nIjv',
  // ACVP test case 61.
  'SLH-DSA-SHA2-192f':
    'oCG0udbe4WhyK8ECJeUKlGZCr2MMPHx9aeOkC6Cd8qwWW3kqB/BkrF/CjYyZpYD07kgj0J55hUcG2qgK4xebW8jC6UCdYyijNXf9WEvAeExVnNskN6Rvf3U8M2NpQZrP',
  // ACVP test case 71.
  'SLH-DSA-SHAKE-192f':
    '+3osLHXObJa19DKOCrMAR2/G+GTLWwuZmQ7LcmyoIqTjZS3ZLsCqt2N+pBwEgq4oaNzGceNTT4GjUsJ1tqJfkG0u0P9iuLTjmPGph2ywgqSOmuLIYrKJSGo5Jc78b/S+',
  // ACVP test case 81.
  'SLH-DSA-SHA2-256s':
    '/L82qYB7MGl74GOlEF4JG0EqOR3TnhMm66I8vUCWynfvQSHAjdcb6RNXLx+R5X0Ky81c7ChTmsJ1gyu6psEQgaC09VSevK25UdwuUSx2sGINj7gQC07ohu+HhHgNUqJUPlerSU1HBo/+5LgkSq1vGc35SiFyvRNKFaa18pjVqA4=',
  // ACVP test case 91.
  'SLH-DSA-SHAKE-256s':
    '5EDjlkShGmpY6FDAnI8DwnPkZSN/O+98WN5iKB5nbOqZwZnADbMPhJmmG1udyKNhcl9q6A6XA3F29AjDCziETde151W0h5/eMoiiGvPjL7sAb9m4vCsYDrmw2CyfMVevAqzWsxmO4cn+mv5h/YbR4Id62QYZgLV7F4zicZHY6xs=',
  // ACVP test case 101.
  'SLH-DSA-SHA2-256f':
    'GFI3AqD+LJ5IiUixJxhbq5PT8Cw9fCOhs3n3Yt4FCeVqsNn5NUC9gJ0dLooFBECqgehTdQRw4rAMlZ29O+QOK9cSX10Aukfx/I1MMsL1fERL04TXzncLxQ3VmAwdEmTQCtUZf/y6r+EbHkE/Jq2xUEzhw/XEDB3NoU6Z/RJtW4E=',
  // ACVP test case 111.
  'SLH-DSA-SHAKE-256f':
    'KslAOFjRhrFy7djfnHihFEmJNoFIfTrw2tDsNB6KykivoncbrmwX3W93tOOAiwX1bzG49BKN8sy2d/AoPPsY2lWbyIMQXougJkZItTJiYVX4fttL7c/BKiQgTTtpbVNwehWP9dMONCgYOjs6lqDko0GioW5aYiavN00e+zmjXfY=',
};
